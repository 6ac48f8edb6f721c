[false && error 'never', true || error 'never']
